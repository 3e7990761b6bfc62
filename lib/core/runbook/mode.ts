/** From the least that Nightshift does by itself to the most. */
export const modes = ['off', 'watch', 'approve', 'auto'] as const;
export type Mode = (typeof modes)[number];

/** Whether anything can be changed in this mode: by itself, or once a person has approved it. */
export const actsIn = (mode: Mode): boolean => mode === 'auto' || mode === 'approve';
