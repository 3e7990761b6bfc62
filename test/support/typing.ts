import type { Terminal } from '#cli/commands/command';

/** Somebody at a terminal who types these lines, one for each question, and then goes away. */
export function typing(answers: readonly string[]): Terminal & { asked: string[]; isClosed: () => boolean } {
  const asked: string[] = [];
  const left = [...answers];
  let closed = false;
  const gone = { done: true as const, value: undefined };
  return {
    asked,
    isClosed: () => closed,
    say: (text) => void asked.push(text),
    lines: () => ({
      next: async () => (left.length > 0 ? { done: false, value: left.shift() ?? '' } : gone),
      return: async () => {
        closed = true;
        return gone;
      },
    }),
  };
}
