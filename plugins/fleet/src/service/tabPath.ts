/** Path of the service tab under its catalog entry; links of the tables lead there. */
export const SERVICE_TAB_PATH = 'fleet';
