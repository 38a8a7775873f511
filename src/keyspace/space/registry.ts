import { type KeySpaceName, keySpaces } from '../../model/operation-plan.js';
import { absent } from './absent.js';
import { append } from './append.js';
import { command } from './command.js';
import { counter } from './counter.js';
import { hash } from './hash.js';
import { list } from './list.js';
import { multi } from './multi.js';
import { once } from './once.js';
import { set } from './set.js';
import type { SpaceDefinition } from './space.js';
import { stream } from './stream.js';
import { string } from './string.js';
import { zset } from './zset.js';

/** All key spaces, by their name in operations and in key names. */
export const spaces: Readonly<Record<KeySpaceName, SpaceDefinition>> = {
  string,
  counter,
  append,
  list,
  hash,
  zset,
  multi,
  command,
  stream,
  set,
  once,
  absent,
};

/** The spaces whose keys hold something before the load. */
export const preloadedSpaces: readonly KeySpaceName[] = keySpaces.filter((name) => spaces[name].preload !== undefined);
