/** A path as one word of a Redis or Valkey configuration file. Source: sdssplitargs. */
export function quotedPath(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}
