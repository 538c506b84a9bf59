#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"

// What the `letter` commands do, one function each. They work on the review's letter that is not
// abandoned.
namespace peerchallenge::cli {

// The flags of all letter commands; each reads those that it has.
struct LetterArguments {
  ClientOptions client;
  std::string review;
  std::string paragraph;   // id or whole name
  std::string correction;  // id or whole name
  std::string id;
  std::string title;
  std::string addressee;
  std::string due;
  std::string text;
  std::string words;
  std::string kind = "fact";
  std::string decision;
  std::string reason;
  std::string format = "html";
  std::string out;
  std::string section;  // id
  std::string after;    // paragraph, id or whole name
  std::string shape = "paragraph";
  std::string before;  // version, number or whole name
  std::string later;   // the same
  std::vector<std::string> findings;
  std::vector<std::string> recommendations;
  std::vector<std::string> headings;
  bool json = false;
};

ExitCode DraftLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode ListLetters(const LetterArguments& arguments, Client& client, Console& console);
ExitCode ShowLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode CheckLetter(const LetterArguments& arguments, Client& client, Console& console);
// Gives a paragraph another text; what it rests on stays.
ExitCode EditLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode InsertParagraph(const LetterArguments& arguments, Client& client, Console& console);
ExitCode MoveParagraph(const LetterArguments& arguments, Client& client, Console& console);
ExitCode RemoveParagraph(const LetterArguments& arguments, Client& client, Console& console);
// Changes title, addressee and headings.
ExitCode HeadLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode ListParagraphVersions(const LetterArguments& arguments, Client& client, Console& console);
ExitCode ListLetterVersions(const LetterArguments& arguments, Client& client, Console& console);
// With a later version, or with the text as it is now.
ExitCode CompareLetterVersions(const LetterArguments& arguments, Client& client, Console& console);
ExitCode ShareLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode SubmitCorrection(const LetterArguments& arguments, Client& client, Console& console);
ExitCode ListCorrections(const LetterArguments& arguments, Client& client, Console& console);
ExitCode WithdrawCorrection(const LetterArguments& arguments, Client& client, Console& console);
ExitCode ExtendCorrections(const LetterArguments& arguments, Client& client, Console& console);
ExitCode FinishCorrections(const LetterArguments& arguments, Client& client, Console& console);
ExitCode AnswerCorrection(const LetterArguments& arguments, Client& client, Console& console);
ExitCode FixLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode ReopenLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode SignLetter(const LetterArguments& arguments, Client& client, Console& console);
// Issues it, and waits until evidence has entered its hash.
ExitCode IssueLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode AbandonLetter(const LetterArguments& arguments, Client& client, Console& console);
ExitCode RenderLetter(const LetterArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
