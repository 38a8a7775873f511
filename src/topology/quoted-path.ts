/** A path as one word of a configuration file of Redis or Valkey. Source: sdssplitargs. */
export function quotedPath(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}
