namespace Merlon.Scenarios.Logs;

enum LineRole
{
    Attack,
    Legitimate,

    /// <summary>Neither part of the incident nor to be kept: scans that were refused.</summary>
    Noise,
}
