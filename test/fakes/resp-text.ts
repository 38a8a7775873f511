/** A RESP value in these tests: a string, nothing, a number, an error or a list. */
export type RespValue = string | null | number | { readonly error: string } | readonly RespValue[];

/** Parses one value at `start`; undefined if it is incomplete. */
export function readResp(text: string, start: number): { readonly value: RespValue; readonly end: number } | undefined {
  const lineEnd = text.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const line = text.slice(start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (text[start]) {
    case '+':
      return { value: line, end };
    case '-':
      return { value: { error: line }, end };
    case ':':
      return { value: Number(line), end };
    case '$': {
      const length = Number(line);
      if (length < 0) return { value: null, end };
      return text.length < end + length + 2
        ? undefined
        : { value: text.slice(end, end + length), end: end + length + 2 };
    }
    case '*':
      return readList(text, end, Number(line));
    default:
      throw new Error(`Not RESP: ${JSON.stringify(text.slice(start, start + 40))}`);
  }
}

export function writeBulk(value: string | null): string {
  return value === null ? '$-1\r\n' : `$${value.length}\r\n${value}\r\n`;
}

export function writeList(values: readonly (string | null)[]): string {
  return `*${values.length}\r\n${values.map(writeBulk).join('')}`;
}

function readList(
  text: string,
  start: number,
  length: number,
): { readonly value: RespValue; readonly end: number } | undefined {
  const values: RespValue[] = [];
  let end = start;
  while (values.length < length) {
    const item = readResp(text, end);
    if (!item) return undefined;
    values.push(item.value);
    end = item.end;
  }
  return { value: values, end };
}
