// A file:// URL has no user, and the paths of scoped packages in stack traces have an @. What follows it is not a secret but
// how the place of one is written in messages (targetUrlSyntax).
const credentials = /(\b(?!file:)[a-z][a-z0-9+.-]*:\/\/)(?!\[user\[:password\]@\]).*@/gi;
const parameter = /(\bsentinel-password=)[^&\s"']*/gi;

/**
 * Any text, with the secrets of the URLs in it left out, for messages that repeat what a person wrote. On each line all
 * from the scheme to the last @ goes: rather too much than a password that has an @ or a space in it.
 */
export function redactText(text: string): string {
  return text.replace(credentials, '$1***@').replace(parameter, '$1***');
}
