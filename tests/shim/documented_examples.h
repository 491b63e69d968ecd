// SPDX-License-Identifier: MIT
// The examples of the product's documents. Few of them are valid JSON; each stands here as it is
// documented and repaired.
#pragma once

namespace ucs::tests::documented {

// Complete Service, POST /services/36981723/end: 204. The page has lost lines.
inline constexpr const char* kCompleteServiceRaw = R"(  "timestamp": "2009-05-12T12:05:12.145Z",
  "interaction_id": "123ABCAADFJ1259ACF",
  "media_type": 1,
  "resource_id": 5005,
  "resource_type": 2,
  "disposition": 10,
  "disposition_desc": "SUCCESS"
       "notes":"warm welcome at frontdesk, thanks for the nice trip"
   "Satisfaction": [
       "place":"Terranova mexico resort"
       "place":"Fancy resort Paris"
)";
inline constexpr const char* kCompleteServiceFields = R"("timestamp": "2009-05-12T12:05:12.145Z",
  "interaction_id": "123ABCAADFJ1259ACF",
  "media_type": 1,
  "resource_id": 5005,
  "resource_type": 2,
  "disposition": 10,
  "disposition_desc": "SUCCESS")";

// The extensions that the pages share.
inline constexpr const char* kFeedback = R"("Feedback": {
     "FeedbackType":"survey",
     "rating":7,
     "notes":"warm welcome at frontdesk, thanks for the nice trip"
  })";
inline constexpr const char* kSatisfaction = R"("Satisfaction": [
    {
    "rating":2,
    "pertinence":8,
    "usefull":true,
    "place":"Terranova mexico resort"
    },
    {
     "rating":8,
     "pertinence":4,
     "usefull":false,
     "place":"Fancy resort Paris"
    }
  ])";
inline constexpr const char* kSponsoring =
    R"("Sponsoring": { "Rank":"first","expire":7, "notes":"give customer free meal" })";
inline constexpr const char* kFeedbackShown =
    R"("Feedback":{"FeedbackType":"survey","rating":7,"notes":"warm welcome at frontdesk, thanks for the nice trip"})";
inline constexpr const char* kSatisfactionShown =
    R"("Satisfaction":[{"rating":2,"pertinence":8,"usefull":true,"place":"Terranova mexico resort"},)"
    R"({"rating":8,"pertinence":4,"usefull":false,"place":"Fancy resort Paris"}])";
inline constexpr const char* kSponsoringShown =
    R"("Sponsoring":{"Rank":"first","expire":7,"notes":"give customer free meal"})";

// The schemas that the pages ask for beforehand. They show none; these fit what they store.
inline constexpr const char* kSchemas[] = {
    R"({"name":"Feedback","type":"single-valued","attributes":[
        {"name":"FeedbackType","type":"string","length":32,"mandatory":"true"},
        {"name":"rating","type":"integer","mandatory":"true"},
        {"name":"notes","type":"string","length":"256"}]})",
    R"({"name":"Satisfaction","type":"multi-valued","attributes":[
        {"name":"rating","type":"integer"},
        {"name":"pertinence","type":"integer","default":0},
        {"name":"usefull","type":"boolean"},
        {"name":"place","type":"string","length":64,"mandatory":"true"}],"unique":["place"]})",
    R"({"name":"Sponsoring","type":"single-valued","attributes":[
        {"name":"Rank","type":"string"},
        {"name":"expire","type":"integer"},
        {"name":"notes","type":"string"}]})",
    R"({"name":"Survey","type":"single-valued","attributes":[
        {"name":"url","type":"string"},
        {"name":"question1","type":"integer"},
        {"name":"question2","type":"boolean"},
        {"name":"question3","type":"string","default":"no answer"}]})",
};

// Complete State, POST /services/6739/states/5362/end: 200. The page has lost lines.
inline constexpr const char* kCompleteStateRaw = R"(  "disposition": 10,
  "disposition_desc": "SUCCESS",
     "notes":"warm welcome at frontdesk, thanks for the nice trip"
)";
inline constexpr const char* kCompleteStateRawBoth = R"(  "disposition": 10,
  "disposition_desc": "SUCCESS",
    "notes":"warm welcome at frontdesk, thanks for the nice trip"
  "Satisfaction": [
    "place":"Terranova mexico resort"
     "place":"Fancy resort Paris"
)";
inline constexpr const char* kCompleteStateFields =
    R"("disposition": 10, "disposition_desc": "SUCCESS")";

// Complete Task, POST /genesys/1/cs/services/95/tasks/3/end: 204.
inline constexpr const char* kCompleteTaskRaw = R"({
"interaction_id":0000CSS0FXZUP6UR,
"state_id":24,
"disposition": 10,
"disposition_desc": "SUCCESS",
"Survey":
{
"url":"http://ourServer/storage/userAnswers",
"question1":7,
"question2":true,
"question3":"will be better with cable tv and on-demand video"
},
"Proposal": [
{
"car type":"cabriolet",
"price":25 000,
"seats":2,
"comments":"200 cv, hardtop"
},
{
"car type":"S.U.V.",
"price":70 000,
"seats":8,
"comments":"4wd, leather seats"
}
]
})";
inline constexpr const char* kCompleteTaskExtensionsShown =
    R"("Proposal":[{"car type":"cabriolet","price":25000,"seats":2,"comments":"200 cv, hardtop"},)"
    R"({"car type":"S.U.V.","price":70000,"seats":8,"comments":"4wd, leather seats"}],)"
    R"("Survey":{"url":"http://ourServer/storage/userAnswers","question1":7,"question2":true,)"
    R"("question3":"will be better with cable tv and on-demand video"})";

// Perform State Transition, POST /services/735692/states/transition: 201 {"state_id":15158}. The
// ids of both are 1001.
inline constexpr const char* kTransitionFields =
    R"("timestamp": "2009-05-07T12:05:20.157", "session_id": "11000ABC-80236C1A-1010", "interaction_id": "123ABC908ABFFD8080")";
inline constexpr const char* kTransitionFrom =
    R"("state_id": 1001, "disposition": 1, "disposition_desc": "SUCCESS")";
inline constexpr const char* kTransitionTo = R"("state_type": 8, "est_duration": 500)";
inline constexpr const char* kSatisfactionOfTo =
    R"("Satisfaction": [ { "rating":7, "pertinence":3, "usefull":false, "place":"Australian beach resort complex" }, )"
    R"({ "rating":9, "pertinence":8, "usefull":true, "place":"Caribbean beach complex" } ])";
inline constexpr const char* kSatisfactionOfToShown =
    R"("Satisfaction":[{"rating":7,"pertinence":3,"usefull":false,"place":"Australian beach resort complex"},)"
    R"({"rating":9,"pertinence":8,"usefull":true,"place":"Caribbean beach complex"}])";

// Query State by ID, GET /services/2/states/1?active_tasks=true&completed_tasks=true
// &extensions=Feedback,Satisfaction: 200.
inline constexpr const char* kQueryStateRaw =
    R"([ // array of one or more state object { "service_id" : 1, "state_id" : 0, "state_type" : 100, "est_duration" : 60, )"
    R"("started" : { "timestamp" : "2010-05-18T15:23:34.447Z", "application_type" : 400, "resource_id" : 20, "media_type" : 2, )"
    R"("resource_type" : 200, "application_id" : 40, "interaction_id" : "51" }, "Feedback": {"FeedbackType":"survey", "rating":7, )"
    R"("notes":"warm welcome at frontdesk, thanks for the nice trip"} }, "Satisfaction": [ { "rating":2, "pertinence":8, )"
    R"("usefull":true, "place":"Terranova mexico resort" }, { "rating":8, "pertinence":4, "usefull":false, )"
    R"("place":"Fancy resort Paris" } ], "active_tasks": [ // included given specification of "results" attribute { )"
    R"(// array of one or more Task objects "task_id": 25080, "task_type": 5, // application-defined task type )"
    R"("est_duration": 300, "started": { "timestamp": "2009-05-07T12:08:53.298", } } ] "completed_tasks": [ { "task_id": 24027, )"
    R"("task_type": 2, // e.g. task for processing quote "disposition": 10, // e.g. quote completed )"
    R"("disposition_desc": "<text describing quote result>", "started": { "timestamp": "2009-05-07T12:02:23.715", )"
    R"("interaction_id": "123ABC908ABFFD8080" }, "completed": { "timestamp": "2009-05-07T12:06:23.715", )"
    R"("interaction_id": "157C9A208AFD523D01" } } ] }, { "service_id" : 1, "state_id" : 1, "state_type" : 100, )"
    R"("est_duration" : 60, "started" : { "timestamp" : "2010-05-18T15:23:41.977Z", "application_type" : 400, )"
    R"("resource_id" : 20, "media_type" : 2, "resource_type" : 200, "application_id" : 40, "interaction_id" : "51" } } ])";

}  // namespace ucs::tests::documented
