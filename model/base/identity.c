#include "base/identity.h"

const char *const identity_names[IDENTITY_PARTS] = {[IDENTITY_LAB] = "lab",
                                                    [IDENTITY_ID] = "id",
                                                    [IDENTITY_SCENARIO] = "scenario",
                                                    [IDENTITY_FINGERPRINT] = "fingerprint",
                                                    [IDENTITY_DOCUMENT] = "document"};
