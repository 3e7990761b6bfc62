export const chromiumPath: string;
export const missingChromium: string | undefined;
