import type { DocumentPath } from './problem.js';
import { scenarioJsonSchema } from './schema.js';

/** The part of a JSON schema that lists the keys. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
}

/** The valid keys of a map at this path in a scenario. */
export function knownKeys(path: DocumentPath): readonly string[] {
  let shapes: readonly Shape[] = alternatives(scenarioJsonSchema());
  for (const key of path) {
    shapes = shapes.flatMap((shape) => alternatives(typeof key === 'number' ? shape.items : ownProperty(shape, key)));
  }
  return shapes.flatMap((shape) => Object.keys(shape.properties ?? {}));
}

/** The dotted paths, from the top of a scenario, of all keys with this name: `workload.connections`. Lists are excluded. */
export function pathsTo(key: string): readonly string[] {
  const found: string[] = [];
  const search = (shape: Shape | undefined, path: readonly string[]) => {
    for (const alternative of alternatives(shape)) {
      for (const [name, inner] of Object.entries(alternative.properties ?? {})) {
        if (name === key) found.push([...path, name].join('.'));
        search(inner, [...path, name]);
      }
    }
  };
  search(scenarioJsonSchema(), []);
  return found;
}

function alternatives(shape: Shape | undefined): readonly Shape[] {
  return shape === undefined ? [] : [shape, ...(shape.anyOf ?? []).flatMap(alternatives)];
}

function ownProperty(shape: Shape, key: string): Shape | undefined {
  return Object.hasOwn(shape.properties ?? {}, key) ? shape.properties?.[key] : undefined;
}
