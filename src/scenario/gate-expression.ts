/** The condition of a gate as a file writes it, a text or `{ gate: ... }`. */
export function gateExpression(written: string | { readonly gate: string }): string {
  return typeof written === 'string' ? written : written.gate;
}
