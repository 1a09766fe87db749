import { type Transport, UploadFailure } from "./UploadQueue.ts";

/** Sends files to `url` with XMLHttpRequest, the one interface of browsers that reports progress of a request body. */
export function xhrTransport(url: string, csrf: () => string): Transport {
  return (file, progress, signal) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.responseType = "json";
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.setRequestHeader("X-CSRF-Token", csrf());
      request.upload.onprogress = (event) => progress(event.loaded);
      request.onload = () => {
        const answer = request.response as { blobId?: string; type?: string; size?: number; detail?: string } | null;
        if (request.status >= 200 && request.status < 300 && answer?.blobId) {
          resolve({ blobId: answer.blobId, type: answer.type || file.type || "application/octet-stream", size: answer.size ?? file.size });
        } else if (request.status === 413) reject(new UploadFailure("tooLarge", answer?.detail ?? ""));
        else reject(new UploadFailure(request.status >= 500 || request.status === 0 ? "offline" : "refused", answer?.detail ?? ""));
      };
      request.onerror = () => reject(new UploadFailure("offline", ""));
      request.onabort = () => reject(new UploadFailure("offline", ""));
      signal.addEventListener("abort", () => request.abort(), { once: true });
      request.send(file);
    });
}
