/** The text that stands behind percent-encoding; undefined when it is no valid one, or no UTF-8. */
export function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
