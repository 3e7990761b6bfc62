export const synth = 1 as never;
