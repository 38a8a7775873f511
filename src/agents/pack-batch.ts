import type { AgentBatch, AgentMessage } from './messages.js';

/**
 * The layout of a batch: counts of messages, numbers and bytes of arrays; then every number, and the content of every typed
 * array, each at a multiple of 8 bytes; then, in a line each, the shapes of the messages: a message as JSON, with 0 for a number and the position in
 * `arrayTypes`, from 1, for a typed array. Most messages have the same few shapes, which the reader parses once: reading one of
 * 10,000 reports per second takes a fifth of the time of V8's own format, which names every field anew and copies every array.
 */
const arrayTypes = [Uint16Array, Uint32Array, Float64Array, Int32Array] as const;
type PackedArray = InstanceType<(typeof arrayTypes)[number]>;

/** The place, the number of the batch, and how many numbers and bytes of arrays follow. */
const headerBytes = 4 * 8;

export function packBatch({ place, number, messages }: AgentBatch): Buffer {
  const numbers: number[] = [];
  const arrays: PackedArray[] = [];
  const shapes = messages.map((message) => JSON.stringify(shapeOf(message, numbers, arrays))).join('\n');
  const arrayBytes = arrays.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0);
  const arraysAt = headerBytes + 8 * numbers.length;
  const packed = Buffer.from(new ArrayBuffer(arraysAt + arrayBytes + Buffer.byteLength(shapes)));
  for (const [position, one] of [place, number, numbers.length, arrayBytes].entries())
    packed.writeDoubleLE(one, 8 * position);
  new Float64Array(packed.buffer, headerBytes, numbers.length).set(numbers);
  let at = arraysAt;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    packed.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  }
  packed.write(shapes, at);
  return packed;
}

/** What `shapeOf` has found of a message, parsed. */
type Shape =
  | { readonly kind: 'number' }
  | { readonly kind: 'array'; readonly type: (typeof arrayTypes)[number] }
  | { readonly kind: 'constant'; readonly value: string | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Shape[] }
  | { readonly kind: 'table'; readonly fields: readonly (readonly [name: string, shape: Shape])[] };

/** More shapes than any run has but one with ever new error texts or outages, whose messages are few. */
const mostShapes = 2_000;

/** Reads batches, and remembers the shapes of their messages. */
export class BatchReader {
  readonly #shapes = new Map<string, Shape>();

  read(packed: Buffer): AgentBatch {
    const count = packed.readDoubleLE(16);
    const arraysAt = headerBytes + 8 * count;
    const textAt = arraysAt + packed.readDoubleLE(24);
    // Typed arrays have to start at multiples of their element, and must not keep what came with them on the connection.
    const copy = Buffer.allocUnsafeSlow(textAt);
    packed.copy(copy, 0, 0, textAt);
    const numbers = new Float64Array(copy.buffer, headerBytes, count);
    const source: Source = { bytes: copy.buffer, numbers, nextNumber: 0, nextByte: arraysAt };
    const texts = packed.toString('utf8', textAt).split('\n');
    const messages = texts.map((text) => build(this.#shape(text), source) as AgentMessage);
    return { place: packed.readDoubleLE(0), number: packed.readDoubleLE(8), messages };
  }

  #shape(text: string): Shape {
    const known = this.#shapes.get(text);
    if (known !== undefined) return known;
    if (this.#shapes.size >= mostShapes) this.#shapes.clear();
    const shape = parseShape(JSON.parse(text));
    this.#shapes.set(text, shape);
    return shape;
  }
}

function shapeOf(value: unknown, numbers: number[], arrays: PackedArray[]): unknown {
  if (typeof value === 'number') {
    numbers.push(value);
    return 0;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => shapeOf(item, numbers, arrays));
  const type = arrayTypes.findIndex((arrayType) => value instanceof arrayType);
  if (type < 0)
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shapeOf(field, numbers, arrays)]));
  const array = value as PackedArray;
  numbers.push(array.length);
  arrays.push(array);
  return type + 1;
}

function parseShape(json: unknown): Shape {
  if (typeof json === 'number') {
    const type = arrayTypes[json - 1];
    return type === undefined ? { kind: 'number' } : { kind: 'array', type };
  }
  if (Array.isArray(json)) return { kind: 'list', items: json.map(parseShape) };
  if (typeof json === 'object' && json !== null)
    return { kind: 'table', fields: Object.entries(json).map(([name, field]) => [name, parseShape(field)]) };
  return { kind: 'constant', value: json as string | boolean | null };
}

interface Source {
  readonly bytes: ArrayBuffer;
  readonly numbers: Float64Array;
  nextNumber: number;
  nextByte: number;
}

function build(shape: Shape, source: Source): unknown {
  switch (shape.kind) {
    case 'number':
      return source.numbers[source.nextNumber++];
    case 'array': {
      const length = source.numbers[source.nextNumber++] ?? 0;
      const array = new shape.type(source.bytes, source.nextByte, length);
      source.nextByte += aligned(array.byteLength);
      return array;
    }
    case 'constant':
      return shape.value;
    case 'list':
      return shape.items.map((item) => build(item, source));
    case 'table': {
      const table: Record<string, unknown> = {};
      for (const [name, field] of shape.fields) table[name] = build(field, source);
      return table;
    }
    default:
      return shape satisfies never;
  }
}

/** The next multiple of 8. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
