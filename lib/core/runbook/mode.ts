/** From the mode in which Nightshift does the least to the most. */
export const modes = ['off', 'watch', 'approve', 'auto'] as const;
export type Mode = (typeof modes)[number];

/** Whether this mode can change something, alone or after an approval. */
export const actsIn = (mode: Mode): boolean => mode === 'auto' || mode === 'approve';
