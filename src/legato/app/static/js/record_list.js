// The list of tasks: what a page could not bring home before it was closed is sent first, and then stands in the list.
import { bringDraftHome } from "./record_draft.js";

bringDraftHome().then(
  (hasArrived) => hasArrived && location.reload(),
  (error) => console.warn("the recording that waits could not be sent", error),
);
