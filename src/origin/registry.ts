import { existing } from './existing/existing.js';
import { http } from './http/http.js';
import type { OriginDefinition } from './origin.js';
import { postgres } from './postgres/postgres.js';

/** All origins, by their name in a scenario. */
export const origins = { postgres, http, existing } as const satisfies Record<string, OriginDefinition>;
export type OriginKind = keyof typeof origins;
