/** The share of planned operations that must succeed for a load to count as carried. */
export const leastCarriedShare = 0.9;
