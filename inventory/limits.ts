/** How much an inventory may hold; more is refused with an error of code `limit`. */
export const inventoryLimits = {
  fileBytesMax: 67_108_864,
  operatorsMax: 64,
  communesMax: 20_000,
  sitesMax: 20_000,
  nodesPerSiteMax: 256,
  devicesPerSiteMax: 16,
  tenantsPerSiteMax: 16,
  hamletsPerSiteMax: 64,
  linksMax: 200_000,
  coreNodesMax: 1_024,
  nameCharactersMax: 200,
  /** Errors listed of one import; the last one then says that there are more. */
  errorsMax: 10_000,
} as const;
