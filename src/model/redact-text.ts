const longestScheme = 64;
const scheme = /\b[a-z][a-z0-9+.-]*$/i;
const parameter = /(\bsentinel-password=)[^&\s"']*/gi;
// Not a secret, but the placeholder used in messages (targetUrlSyntax).
const placeholder = '[user[:password]@]';

/**
 * Removes URL secrets from any text, for messages that repeat user input. On each line, everything from the first scheme to
 * the last @ is removed: better too much than a password containing an @ or a space. Takes linear time.
 */
export function redactText(text: string): string {
  const redacted = text.includes('://') ? text.replace(/[^\n\r\u2028\u2029]+/g, redactLine) : text;
  return redacted.replace(parameter, '$1***');
}

function redactLine(line: string): string {
  const lastAt = line.lastIndexOf('@');
  for (let colon = line.indexOf('://'); colon >= 0 && colon < lastAt; colon = line.indexOf('://', colon + 3)) {
    const rest = colon + 3;
    const word = scheme.exec(line.slice(Math.max(0, colon - longestScheme), colon))?.[0];
    // A file:// URL has no user, and paths of scoped packages in stack traces contain an @.
    if (word === undefined || word.toLowerCase() === 'file' || line.startsWith(placeholder, rest)) continue;
    return `${line.slice(0, rest)}***${line.slice(lastAt)}`;
  }
  return line;
}
