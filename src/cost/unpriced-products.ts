/** Products that users look for and that have no prices here: none of their public price tables says when it was valid. */
export const unpricedProducts =
  'MemoryDB, Momento, Redis Cloud, Memorystore and Azure Managed Redis, for lack of prices with a source and a date';
