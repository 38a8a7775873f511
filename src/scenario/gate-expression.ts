/** A gate's condition as written in a file: a text or `{ gate: ... }`. */
export function gateExpression(written: string | { readonly gate: string }): string {
  return typeof written === 'string' ? written : written.gate;
}
