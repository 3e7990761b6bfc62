/** Version of the stages' inputs and outputs. A handler refuses another one, and refusal pages. */
export const contractVersion = 1;
