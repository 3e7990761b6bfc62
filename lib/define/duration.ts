import type { Duration } from '#core/duration';

export type { Duration } from '#core/duration';

/** A length of time in whole seconds. */
export const seconds = (count: number): Duration => ({ seconds: count });

/** A length of time in minutes. */
export const minutes = (count: number): Duration => ({ seconds: count * 60 });

/** A length of time in hours. */
export const hours = (count: number): Duration => ({ seconds: count * 3600 });

/** A length of time in days of 24 hours. */
export const days = (count: number): Duration => ({ seconds: count * 86_400 });
