import type { HttpRequest } from '../../model/http-request.js';

/** A request to an application, and how often it is drawn. */
export interface ApplicationRequest {
  readonly name: string;
  readonly weight: number;
  /** Whether it writes a value to its key, or shows it; `none`: neither, or only the application knows. */
  readonly audit: 'write' | 'read' | 'none';
  readonly http: HttpRequest;
}
