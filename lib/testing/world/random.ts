/**
 * A number from 0 to below 1 for each name, which only looks random. It doesn't depend on what else is drawn, so a call that
 * is no longer made changes nothing for the others.
 */
export function randomOf(seed: number): (name: string) => number {
  return (name) => {
    // FNV-1a, whose low bits are mixed by the generator below.
    let hash = 0x811c9dc5 ^ seed;
    for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
    return seededRandom(hash)();
  };
}

/** Numbers from 0 to below 1 that only look random: the same seed gives the same sequence (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
