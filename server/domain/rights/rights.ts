/** The operations on requests about personal data, by their names. */

import { idempotent, nameOperations, read, write } from '../kernel/named-operation.ts';
import { looking } from '../kernel/purpose.ts';
import { askRequest, confirmRequest } from './ask-request.ts';
import { answerRequest, closeRequest, extendRequest, refuseRequest } from './decide-request.ts';
import { countRequests, listRequests, showRequest } from './list-requests.ts';
import { listUncounted, showRightsInForce, useRight } from './restrict.ts';
import { exportAnswer, showAnswer } from './show-answer.ts';

export const rights = nameOperations({
  askRequest: write(askRequest),
  confirmRequest: write(confirmRequest),
  showAnswer: read(showAnswer),
  exportAnswer: read(exportAnswer),
  showRightsInForce: read(showRightsInForce),
  useRight: idempotent(useRight),
  listUncounted: read(listUncounted),
  listRequests: read(listRequests),
  showRequest: looking(write(showRequest)),
  countRequests: read(countRequests),
  answerRequest: write(answerRequest),
  extendRequest: write(extendRequest),
  refuseRequest: write(refuseRequest),
  closeRequest: write(closeRequest),
});
