New-LaunchTemplate shop -InstanceType t3.small
New-LaunchTemplate a-template-with-quite-a-long-name-that-does-not-fit -InstanceType m7g.large -BasicMonitoring
