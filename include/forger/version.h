#ifndef FORGER_VERSION_H
#define FORGER_VERSION_H

#define FG_VERSION "0.1.0"

#endif
