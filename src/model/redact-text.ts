const longestScheme = 64;
const scheme = /\b[a-z][a-z0-9+.-]*$/i;
const parameter = /(\bsentinel-password=)[^&\s"']*/gi;
// This is not a secret but how messages write the place of one (targetUrlSyntax).
const placeholder = '[user[:password]@]';

/**
 * Any text, with the secrets of the URLs in it left out, for messages that repeat what a person wrote. On each line all
 * from the first scheme to the last @ goes: rather too much than a password that has an @ or a space in it. Takes time in proportion to the text.
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
    // A file:// URL has no user, and the paths of scoped packages in stack traces have an @.
    if (word === undefined || word.toLowerCase() === 'file' || line.startsWith(placeholder, rest)) continue;
    return `${line.slice(0, rest)}***${line.slice(lastAt)}`;
  }
  return line;
}
