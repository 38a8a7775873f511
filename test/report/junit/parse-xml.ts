/** An element with its attributes, and its elements and texts in order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

/**
 * Parses the part of XML 1.0 that a report uses, strictly: one declaration, elements, attributes in double quotes, the
 * five named entities. Anything else throws, including a character that XML forbids.
 */
export function parseXml(text: string): XmlElement {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) throw new Error('a forbidden character');
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(text);
  if (!declaration) throw new Error('no declaration');
  const reader: Reader = { text, at: declaration[0].length };
  const root = readElement(reader);
  if (text.slice(reader.at).trim() !== '') throw new Error('something stands after the root');
  return root;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readElement(reader: Reader): XmlElement {
  const [, name = '', given = '', closed] = take(
    reader,
    /<([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w.-]*="[^"<]*")*)\s*(\/?)>/y,
  );
  const attributes = new Map<string, string>();
  for (const [, attribute = '', value = ''] of given.matchAll(/([A-Za-z][\w.-]*)="([^"<]*)"/g)) {
    if (attributes.has(attribute)) throw new Error(`${attribute} stands twice in ${name}`);
    attributes.set(attribute, unescapeXml(value));
  }
  if (closed === '/') return { name, attributes, children: [] };
  const children: (XmlElement | string)[] = [];
  while (!reader.text.startsWith('</', reader.at)) {
    if (reader.text[reader.at] === '<') children.push(readElement(reader));
    else children.push(unescapeXml(take(reader, /[^<]+/y)[0]));
  }
  const [, end] = take(reader, /<\/([A-Za-z][\w.-]*)>/y);
  if (end !== name) throw new Error(`${name} is closed by ${end}`);
  return { name, attributes, children };
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) throw new Error(`not XML: ${reader.text.slice(reader.at, reader.at + 60)}`);
  reader.at = pattern.lastIndex;
  return found;
}

function unescapeXml(text: string): string {
  return text.replace(/&([^;&]*)(;?)/g, (_, name: string, end: string) => {
    const character = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[name];
    if (character === undefined || end === '') throw new Error(`an unknown entity: &${name}`);
    return character;
  });
}
