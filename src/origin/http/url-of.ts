/** A URL with its key filled in. */
export function urlOf(template: string, key: string): string {
  return template.replaceAll('{key}', encodeURIComponent(key));
}
