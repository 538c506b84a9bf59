#pragma once

// The parts of QPDF in use. Clang refuses its JSON.hh as C++20 (a vector of a class is destroyed
// within that class), of which nothing is used here.
#ifdef __clang__
#define JSON_HH
class JSON;
#endif

#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>
#include <qpdf/QUtil.hh>
