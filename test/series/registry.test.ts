import { describe, expect, it } from 'vitest';
import { seriesNames } from '../../src/record/series/series-document.js';
import { seriesKinds } from '../../src/series/registry.js';

describe('the kinds of series', () => {
  it('have the names of series.json', () => {
    expect(Object.entries(seriesKinds).map(([key, { name }]) => [key, name])).toEqual(
      seriesNames.map((name) => [name, name]),
    );
  });
});
