/** Parses JSON. If the text is not JSON, calls `refuse` with the reason, and returns undefined if that returns. */
export function parseJson(text: string, refuse?: (reason: string) => void): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    refuse?.((error as Error).message);
    return undefined;
  }
}
