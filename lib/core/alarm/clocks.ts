/**
 * How far apart two timestamps of one change may be, in seconds. CloudWatch has one in its event (`detail.state.timestamp`) and
 * one in its description (`StateTransitionedTimestamp`), and no document says that they are equal:
 */
export const clockToleranceSeconds = 5;
