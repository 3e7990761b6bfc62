/**
 * The command as a message names it: by its path in the project's folder. A name alone, given to npx anywhere else, would ask the
 * registry for a package of that name and run whoever's it is. https://docs.npmjs.com/cli/v11/commands/npx
 */
export const commandPath = 'node_modules/.bin/nightshift';
