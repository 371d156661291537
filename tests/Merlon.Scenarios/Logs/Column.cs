namespace Merlon.Scenarios.Logs;

enum Column
{
    Time,
    Source,
    SourcePort,
    Destination,
    DestinationPort,
    Protocol,
    Action,
    Reason,
    User,
    BytesOut,
    BytesIn,
}
