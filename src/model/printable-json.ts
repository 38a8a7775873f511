/**
 * JSON that is safe to print: anything that could control a terminal, reorder a line or act as a CI command (`##[error]`) is
 * escaped, so that the meaning stays. No line of JSON begins with the colons of other commands.
 */
export function printableJson(value: unknown, indent = 2): string {
  return `${JSON.stringify(value, null, indent)}\n`.replace(invisible, escapeUnits).replace(command, '#\\u0023');
}

/** JSON.stringify itself escapes control characters below the space, and unpaired surrogates. */
const invisible = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const command = /##(?=[a-z]{0,20}\[)/gi;

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16);
    return `\\u${unit.padStart(4, '0')}`;
  }).join('');
}
