/** Parses JSON. Where it is none, calls `refuse` with the reason; undefined if that returns, and JSON has no undefined. */
export function parseJson(text: string, refuse?: (reason: string) => void): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    refuse?.((error as Error).message);
    return undefined;
  }
}
