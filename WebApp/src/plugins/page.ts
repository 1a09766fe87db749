/** The address of a page, or another file, in a plugin's web folder. */
export const pageOf = (plugin: string, file: string): string => `/plugins/${encodeURIComponent(plugin)}/web/${file.split("/").map(encodeURIComponent).join("/")}`;
