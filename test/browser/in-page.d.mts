export const faint: (selector: string) => string[];
export const groundOf: (element: unknown) => string;
export const putInto: (html: string) => void;
export const whatIsThere: () => {
  readonly owned: boolean;
  readonly strange: number;
  readonly sheets: number;
  readonly handlers: number;
  readonly actions: (string | null)[];
  readonly text: string;
};
export const sideways: () => number;
export const scrolled: () => number;
export const selected: () => string;
