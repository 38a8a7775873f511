import type { Copies } from '../keyspace/copies.js';
import { hostIdentity } from './host-identity.js';
import { isLoopback } from './loopback.js';
import type { CoordinatorMessage } from './messages.js';
import type { Place } from './place.js';
import { PlaceReading } from './place-reading.js';

interface AgentsReading {
  readonly copies: Copies;
  readonly onKeys: (count: number) => void;
  send(place: Place, message: CoordinatorMessage): Promise<void>;
}

/** Has every agent read the keys of its workers back; resolves when each has read what it can, or is lost. */
export async function readByAgents(places: readonly Place[], { copies, onKeys, send }: AgentsReading): Promise<void> {
  const workerCount = places.reduce((sum, { workers }) => sum + workers.size, 0);
  const readings = places
    .filter(({ lostAtMs, workers }) => lostAtMs === null && workers.size > 0)
    .map((place) => {
      const isHere = place.agent?.host === hostIdentity();
      const reading = new PlaceReading(copies, {
        ...{ share: { workers: [...place.workers.keys()], workerCount }, onKeys },
        leadsThere: (address) => isHere || !isLoopback(address),
      });
      place.reading = reading;
      void send(place, { type: 'read-back', reading: reading.reading });
      return reading.ended;
    });
  await Promise.all(readings);
}
