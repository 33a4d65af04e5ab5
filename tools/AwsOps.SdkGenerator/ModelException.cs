namespace AwsOps.SdkGenerator;

/// <summary>A model or a list of services that cannot be used as it is; the message says what would be right.</summary>
internal sealed class ModelException(string message) : Exception(message);
