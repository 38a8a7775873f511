const columns = 120;

/** A comment, wrapped; further lines are indented below the first. `before`: its indentation, or the mark of a point. */
export function comment(before: string, text: string): readonly string[] {
  const indentation = before.startsWith(' ') ? before : '';
  const mark = before.startsWith(' ') ? '' : before;
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > columns - 6 && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((each, index) => `${indentation}# ${index === 0 ? mark : ' '.repeat(mark.length)}${each}`);
}
