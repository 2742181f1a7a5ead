import { Command } from './context';

/** Not there yet. */
export const trialCommand: Command = async () => {
  throw new Error('The trial comes when the portal is there');
};
