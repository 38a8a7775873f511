/** The single field of each hash. */
export const hashField = 'field';
