/** Why clients were without service for longer than the cluster was: by the errors that they saw. */
export const addedTimeCauses = ['deadConnection', 'backOff', 'staleTopology'] as const;
export type AddedTimeCause = (typeof addedTimeCauses)[number];

/** The options of a client library that shorten such a time, as the subject of a sentence: `A shorter socketTimeout`. */
export type ClientRemedies = Readonly<Record<AddedTimeCause, string>>;
