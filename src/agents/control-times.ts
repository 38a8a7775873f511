/** How often an agent and the coordinator give a sign of life. */
export const beatMs = 500;
/** An agent that is silent for this long is reported as late. */
export const lateAfterMs = 3_000;
/**
 * An agent that is silent for this long is lost. It stops sending by itself at that time or earlier, because its lease counts
 * from when it sent its last answered beat, and the silence from when that beat arrived.
 */
export const lostAfterMs = 8_000;
/** From an order to all agents to their common epoch: the order has to reach every one of them. */
export const agentLeadMs = 1_000;
/** What is sent last may take this long: a control Redis that is gone must not keep us. */
export const farewellTimeoutMs = 2_000;
