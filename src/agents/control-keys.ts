/** Prefix of everything that a run keeps on the control Redis. */
export const controlPrefix = 'cache-bench';

/** The queue whose jobs are places. Agents take them, whatever the run. */
export const placesQueue = 'places';

/** Everything of a run is gone after a day, even if nobody removes it. */
export const keptSeconds = 86_400;

/** The keys of a run on the control Redis. */
export interface ControlKeys {
  /** Exists while the coordinator lives. */
  readonly coordinator: string;
  /** The stream from all agents to the coordinator. */
  readonly up: string;
  /** The stream from the coordinator to the holder of a place. */
  down(place: number): string;
  /** Who holds a place. */
  holder(place: number): string;
}

export function controlKeys(run: string): ControlKeys {
  const prefix = `${controlPrefix}:${run}`;
  return {
    coordinator: `${prefix}:coordinator`,
    up: `${prefix}:up`,
    down: (place) => `${prefix}:down:${place}`,
    holder: (place) => `${prefix}:holder:${place}`,
  };
}
