#ifndef FORGER_VERSION_H
#define FORGER_VERSION_H

#define FG_VERSION "0.2.0"

#endif
