import { respEngines } from '../../model/node.js';
import { type CostModel, operationsPerMonth, rangeOf, unfit, unknownReplies, unpriced } from '../cost-model.js';

/** Upstash, pay as you go: commands, stored GB-months, and traffic. */
export const upstash: CostModel = {
  summary: 'Upstash Redis, pay as you go: commands, stored data and bandwidth.',
  serves: respEngines,
  price(load, { upstash: prices }) {
    if (prices === undefined) return undefined;
    const { wireBytes, dataGb, commands } = load;
    if (wireBytes === null) return unpriced(unknownReplies);
    if ((dataGb ?? 0) > prices.mostGb.value) return unfit(`${dataGb} GB of data, at most ${prices.mostGb.value}`);
    const operations = operationsPerMonth(load);
    const requests = ((commands * operations) / 100_000) * prices.hundredThousandCommands.value;
    const gbTransferred = (wireBytes * operations) / 1e9;
    const traffic = Math.max(0, gbTransferred - prices.freeGbTransferred.value) * prices.gbTransferred.value;
    const storage = Math.max(0, (dataGb ?? 0) - prices.freeGb.value) * prices.gbMonth.value;
    return {
      fits: true,
      dollarsPerMillion: commands * 10 * prices.hundredThousandCommands.value,
      dollarsPerMonth: rangeOf(() => requests + traffic + storage),
      why: 'one region, without reserved capacity',
      items: [
        { what: `${(commands * operations) / 1e6} million commands`, dollarsPerMonth: requests },
        { what: `${gbTransferred} GB transferred`, dollarsPerMonth: traffic },
        { what: `${dataGb ?? 0} GB stored`, dollarsPerMonth: storage },
      ],
    };
  },
};
