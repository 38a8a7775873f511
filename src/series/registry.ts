import type { SeriesName } from '../record/series/series-document.js';
import { ab, compare } from './compare/comparison-kind.js';
import { repeat } from './repeat/repeat-kind.js';
import { search } from './search/search-kind.js';
import { sweep } from './sweep/sweep-kind.js';
import { trend } from './trend/trend-kind.js';

/** Every kind of series. */
export const seriesKinds = { repeat, ab, compare, search, sweep, trend } as const satisfies Record<
  SeriesName,
  { readonly name: SeriesName }
>;
