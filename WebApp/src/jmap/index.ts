import { JmapClient } from "./client.ts";

export { Batch, Call, methodFailure } from "./batch.ts";
export { ALL, downloadUrl, JmapClient } from "./client.ts";
export type * from "./types.ts";

/** The one client of the app. */
export const jmap = new JmapClient();
